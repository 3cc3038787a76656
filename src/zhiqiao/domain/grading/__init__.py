"""Grading of patents (分级): criteria, the rubric that weighs them, the grade, and what would change it."""
