"""What every room leans on: text, verdict, refusal, workflow, the write transaction."""
