"""What people at sites have learnt: courses, sessions, exams, certificates, and where something is missing."""
