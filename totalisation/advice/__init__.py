"""Options that a person has now or later, laid side by side: consequences with their articles, no advice."""
