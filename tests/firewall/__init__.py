"""Nothing of one purpose is found in the data of another: two instances, markers in one, a search through the other."""
