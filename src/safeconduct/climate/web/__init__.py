"""Pages on which displacement risk is read: published studies, each figure with its band."""
