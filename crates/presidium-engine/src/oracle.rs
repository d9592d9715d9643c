//! The scalar oracle: walks the checked model for one world, value by value.
