"""Trains, exports and measures the line recogniser. The only package that imports PyTorch (extra `train`).

python -m pipeline.synthesis.training.fetch      bring the typefaces
python -m pipeline.synthesis.training.train      train, or go on from the last checkpoint
python -m pipeline.synthesis.training.export     write the weights that the reader loads
python -m pipeline.synthesis.training.evaluate   error rates by kind of line
"""
