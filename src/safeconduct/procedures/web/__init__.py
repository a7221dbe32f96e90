"""The public pages: published procedures, what they promise, and the proof. No sign-in, nothing stored."""
