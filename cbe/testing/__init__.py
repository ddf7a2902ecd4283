"""What the tests stand on: servers of their own, and the rules for what runs where."""
