//! Foreign readers that check most of what a damaged file may say, but not all: what they give up on is an error of the file.

use std::cell::Cell;
use std::panic;
use std::sync::Once;

thread_local! {
    /// Whether this thread is inside of such a reader.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What the function gives; `None` when it gave up.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    let before = IS_GUARDED.replace(true);
    let result = panic::catch_unwind(panic::AssertUnwindSafe(read));
    IS_GUARDED.set(before);
    result.ok()
}

/// Keeps what such readers say when they give up from standard error, where it would look like a fault of the program. For
/// programs; the library changes nothing about panics by itself.
pub fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_GUARDED.get() {
                others(info);
            }
        }));
    });
}

#[cfg(all(test, any(feature = "parquet", feature = "sqlite")))]
mod tests {
    use super::*;

    #[test]
    fn giving_up_is_no_end() {
        assert_eq!(guarded(|| 7), Some(7));
        let gives_up: Option<u32> = guarded(|| [1, 2][std::hint::black_box(2)]);
        assert_eq!(gives_up, None);
        assert!(!IS_GUARDED.get());
    }
}
