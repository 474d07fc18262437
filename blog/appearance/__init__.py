"""What readers see of the site by its owner's choice: colours, and the style sheet with them."""
