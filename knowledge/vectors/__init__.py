"""The vector index: Chroma folders that are built apart, sealed, and put in place as a whole. All of it can be rebuilt.

``chroma`` is the only module importing chromadb, ``index`` knows which folder counts and whether it is whole,
``probe`` looks into a folder from a child process, ``semantic`` answers what is near a question.
"""
