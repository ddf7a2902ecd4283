"""What a report says, chosen from a child's facts: plain values and functions, no Django, no clock."""
