//! # The engine for a browser
//!
//! Three functions and no import: no clock, no thread, no file, no random numbers.
//!
//! ```text
//!     room(n)     → address of n bytes, into which the caller writes a request as JSON
//!     answer()    → length of the answer to it, bytes
//!     reply()     → address of the answer, JSON
//! ```
//!
//! What a request may say stands in `request.rs`. A trap ends the instance; memory is given back by dropping it.

mod request;

use std::cell::RefCell;

thread_local! {
    static REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static REPLY: RefCell<String> = const { RefCell::new(String::new()) };
    static SESSION: RefCell<request::Session> = RefCell::default();
}

/// Makes room for a request of so many bytes, and says where.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    REQUEST.with_borrow_mut(|request| {
        request.clear();
        request.resize(length, 0);
        request.as_mut_ptr()
    })
}

/// Answers the request that was written into [`room`], and says how many bytes the answer has.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    let request = REQUEST.take();
    let told = SESSION.with_borrow_mut(|session| session.answer(&request));
    let length = told.len();
    REPLY.set(told);
    length
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn reply() -> *const u8 {
    REPLY.with_borrow(|reply| reply.as_ptr())
}
