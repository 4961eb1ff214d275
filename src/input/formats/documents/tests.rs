//! Traps of recognition, and bytes that mean harm.

use super::*;
