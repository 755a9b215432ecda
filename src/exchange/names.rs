//! Names that a file format can hold.
//!
//! A name that the format allows stays as it is. Another has letters that are unfit spelt by their code
//! points (`上海` becomes `u4E0Au6D77`) and other unfit characters replaced by `_`, gets a `_` in front where it may not begin as it does, and is cut where it is too long; if that name
//! is taken, `_2`, `_3`, … is added. The result depends on the names and their order alone.

use std::collections::{HashMap, HashSet};

/// What names a format allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// Longest name, in bytes.
    pub longest: usize,
    /// Whether a character may stand in a name.
    pub allows: fn(char) -> bool,
    /// Whether a name, all of whose characters are allowed, needs a `_` in front.
    pub needs_prefix: fn(&str) -> bool,
}

impl Rules {
    fn allow(&self, name: &str) -> bool {
        !name.is_empty()
            && name.len() <= self.longest
            && name.chars().all(self.allows)
            && !(self.needs_prefix)(name)
    }

    /// `name` made legal, not yet unique.
    fn repaired(&self, name: &str) -> String {
        let mut legal = String::with_capacity(name.len());
        for c in name.chars() {
            match c {
                fit if (self.allows)(fit) => legal.push(fit),
                letter if letter.is_alphanumeric() => legal += &format!("u{:04X}", letter as u32),
                _ => legal.push('_'),
            }
        }
        if legal.is_empty() || (self.needs_prefix)(&legal) {
            legal.insert(0, '_');
        }
        cut(&legal, self.longest).to_owned()
    }

    /// `names`, each legal and none twice.
    pub(crate) fn applied(&self, names: Vec<String>) -> Vec<String> {
        let mut taken: HashSet<String> = HashSet::with_capacity(names.len());
        let stays: Vec<bool> = names
            .iter()
            .map(|name| self.allow(name) && taken.insert(name.clone()))
            .collect();
        let mut counts = HashMap::new();
        names
            .into_iter()
            .zip(stays)
            .map(|(name, stays)| {
                if stays {
                    name
                } else {
                    self.unique(self.repaired(&name), &mut taken, &mut counts)
                }
            })
            .collect()
    }

    /// `name`, or the first of `name_2`, `name_3`, … that is not taken. `counts` remembers where the last search ended.
    fn unique(
        &self,
        name: String,
        taken: &mut HashSet<String>,
        counts: &mut HashMap<String, usize>,
    ) -> String {
        if taken.insert(name.clone()) {
            return name;
        }
        let count = counts.entry(name.clone()).or_insert(1);
        loop {
            *count += 1;
            let suffix = format!("_{count}");
            let other = format!("{}{suffix}", cut(&name, self.longest - suffix.len()));
            if taken.insert(other.clone()) {
                return other;
            }
        }
    }
}

/// The first bytes of `name`, at most `length`, without half a character.
fn cut(name: &str, length: usize) -> &str {
    let mut end = length.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        longest: 255,
        allows: |c| !c.is_whitespace(),
        needs_prefix: |name| name.starts_with('$'),
    };

    fn applied(names: &[&str]) -> Vec<String> {
        RULES.applied(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn legal_names_stay_and_others_make_way_for_them() {
        assert_eq!(
            applied(&["a b", "a_b", "a\tb", "$", "", "中 文"]),
            ["a_b_2", "a_b", "a_b_3", "_$", "_", "中_文"]
        );
    }

    #[test]
    fn letters_that_do_not_fit_are_spelt_and_stay_apart() {
        let ascii = Rules {
            allows: |c| c.is_ascii_alphanumeric() || c == '.',
            ..RULES
        };
        let names = ["上海.贵安", "上-海", "北京", "北、京"].map(str::to_owned);
        assert_eq!(
            ascii.applied(names.to_vec()),
            [
                "u4E0Au6D77.u8D35u5B89",
                "u4E0A_u6D77",
                "u5317u4EAC",
                "u5317_u4EAC"
            ]
        );
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = "中".repeat(200);
        let names = applied(&[&long, &format!("{long}x")]);
        assert!(names.iter().all(|name| name.len() <= RULES.longest));
        assert_ne!(names[0], names[1]);
    }
}
