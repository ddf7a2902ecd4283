"""The screens of pathways: sections and their grid, My path, a competency, why, advancements."""
