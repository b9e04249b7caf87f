"""`countersign`: checks evidence on a machine of one's own, without a network and without us (G4)."""
