"""Invented members, their papers drawn, and the training of the readers on drawn lines."""
