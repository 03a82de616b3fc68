"""What goes into and comes out of this domain."""
