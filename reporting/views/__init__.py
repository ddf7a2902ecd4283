"""The screens of reporting: a home for each role, drafting and issuing reports, reading them."""
