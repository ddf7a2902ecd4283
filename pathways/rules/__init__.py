"""How evidence becomes mastery and mastery becomes a path: plain functions of plain values, no Django, no clock."""
