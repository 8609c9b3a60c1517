"""Composing joint matters (组合一件事): one list of materials, one form and one drawing out of several matters.

Pure: the published contents of the parts go in; what can be derived comes out, with everything a person must decide.
"""
