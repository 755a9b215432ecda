//! Ctrl-C, and the request to end that a system sends before it shuts down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::Failure;

/// Whether somebody asked to stop.
pub(crate) struct Interrupt {
    asked: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl Interrupt {
    /// From here on a first signal is only noted, and a second one ends the program at once.
    pub(crate) fn watch() -> Result<Self> {
        let interrupt = Interrupt {
            asked: Arc::default(),
            signal: Arc::default(),
        };
        for signal in [SIGINT, SIGTERM] {
            let (asked, number) = (&interrupt.asked, &interrupt.signal);
            // handlers run in this order: the first signal must not end the program, and its number
            // stands there when the flag is set
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(asked))
                .and_then(|_| {
                    flag::register_usize(signal, Arc::clone(number), signal.unsigned_abs() as usize)
                })
                .and_then(|_| flag::register(signal, Arc::clone(asked)))
                .context(tr!("cannot watch for Ctrl-C"))?;
        }
        Ok(interrupt)
    }

    /// Set once somebody asked.
    pub(crate) fn asked(&self) -> &Arc<AtomicBool> {
        &self.asked
    }

    /// The failure of a command that was asked to stop, with what to do next.
    pub(crate) fn failure(&self, told: String) -> Failure {
        let code = self.exit_code().unwrap_or(1);
        Failure::Interrupted { told, code }
    }

    /// The exit code of shells for the signal that came: 130 for Ctrl-C; `None` where none came.
    pub(crate) fn exit_code(&self) -> Option<u8> {
        if !self.asked.load(Ordering::SeqCst) {
            return None;
        }
        let signal = self.signal.load(Ordering::SeqCst);
        u8::try_from(128 + signal).ok()
    }
}
