"""Sites: the region tree, the operators (legal entities), the service sites, and the files that records came from."""
