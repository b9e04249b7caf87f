"""Figures that can be held against their gates on any machine: counts and sizes, no seconds."""
