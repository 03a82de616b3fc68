"""What quality earns and costs a site: a ledger of points and money that is only ever added to. It moves no money."""
