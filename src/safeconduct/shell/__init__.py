"""What all pages share: design system, template tags, accounts, problem details, security headers."""
