"""The provider's doors: services' programs, and the browsers of people who sign in."""
