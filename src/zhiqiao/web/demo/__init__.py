"""The fictional city 云溪市: data to try everything with."""
