"""From rows of mathematics to trees."""
