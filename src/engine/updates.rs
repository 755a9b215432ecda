//! # Product-form updates
//!
//! Replacing the basic column at position `p` by one with `α = B⁻¹ a_q` gives
//!
//! ```text
//!     B' = B E,    E = I with column p replaced by α
//!     E⁻¹ x :      x_p ← x_p / α_p,   x_i ← x_i − α_i x_p
//!     E⁻ᵀ y :      y_p ← (y_p − Σ_{i≠p} α_i y_i) / α_p
//! ```
//!
//! (Dantzig and Orchard-Hays 1954). In these programmes `α` is short, because a position that holds a
//! demand row's only basic column is changed by little else, so that a column of the product form costs
//! about as much as a row of Forrest and Tomlin's (1972) and needs no search.

use super::form::Lists;
use super::sparse::SparseVector;

/// The columns exchanged since the last factorisation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Updates {
    position: Vec<u32>,
    pivot: Vec<f64>,
    entries: Lists,
}

impl Updates {
    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.position.clear();
        self.pivot.clear();
        self.entries.clear();
    }

    /// How many there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.position.len()
    }

    /// Whether the factors are fresh.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.position.is_empty()
    }

    /// Entries kept.
    #[must_use]
    pub(crate) fn entry_count(&self) -> usize {
        self.entries.index.len()
    }

    /// Replaces the column at position `p` by the one with `B⁻¹ a = alpha`.
    pub(crate) fn push(&mut self, p: usize, alpha: &SparseVector) {
        self.position.push(p as u32);
        self.pivot.push(alpha.value[p]);
        for &i in &alpha.index {
            if i as usize != p {
                self.entries.push(i, alpha.value[i as usize]);
            }
        }
        self.entries.close();
    }

    /// Completes a solve with B.
    pub(crate) fn apply(&self, vector: &mut SparseVector) {
        for (k, &p) in self.position.iter().enumerate() {
            let mut x = vector.value[p as usize];
            if x == 0.0 {
                continue;
            }
            x /= self.pivot[k];
            vector.value[p as usize] = x;
            if vector.known {
                for (i, a) in self.entries.entries(k) {
                    vector.add(i, -a * x);
                }
            } else {
                for (i, a) in self.entries.entries(k) {
                    vector.value[i] -= a * x;
                }
            }
        }
    }

    /// Prepares a solve with Bᵀ.
    pub(crate) fn apply_transposed(&self, vector: &mut SparseVector) {
        for (k, &p) in self.position.iter().enumerate().rev() {
            let place = p as usize;
            let old = vector.value[place];
            let mut y = old;
            for (i, a) in self.entries.entries(k) {
                y -= a * vector.value[i];
            }
            if y != 0.0 {
                vector.value[place] = y / self.pivot[k];
                if vector.known && old == 0.0 {
                    vector.index.push(p);
                }
            } else if old != 0.0 {
                vector.value[place] = super::tolerances::CANCELLED;
            }
        }
    }
}
