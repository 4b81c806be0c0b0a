"""What AWS charges, and what for: one price table for `fraudctl capacity` and for `make bench`."""
