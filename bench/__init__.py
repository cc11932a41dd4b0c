"""Speed: workloads that carry golden ids, timed beside their peers."""
