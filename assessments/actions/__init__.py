"""What is written about evidence: recorded, corrected, voided, undone; and what a section works on."""
