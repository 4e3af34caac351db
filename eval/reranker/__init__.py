"""Making the project's own reranker: data, training, figures and the quantized weights. Not needed to run."""
