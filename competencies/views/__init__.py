"""The screens of the continuum: the public page for everyone, the editor for admins."""
