"""Documents as HTML: templates, the sheets of style that dress them, and what fills them."""
