"""What puts right what was found: findings, and the corrective actions that sites take about them."""
