"""Pages that belong to no one app: home, display settings, help, the demo's door and the error pages."""
