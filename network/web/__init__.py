"""The HTTP house style: who knocks, in which language, what a refusal looks like. Knows no domain."""
