"""Procedures (办事流程): the machinery, then one file for each."""
