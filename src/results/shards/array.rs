//! Numbers of shards as Slurm's option `--array` takes them: `3,7-9`.

/// The numbers, which ascend, in runs.
#[must_use]
pub(crate) fn in_words(numbers: &[u64]) -> String {
    let run = |(first, last): (u64, u64)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    let runs: Vec<String> = runs(numbers).into_iter().map(run).collect();
    runs.join(",")
}

/// First and last of each run of numbers, which ascend and may stand there twice.
fn runs(numbers: &[u64]) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if number <= last.saturating_add(1) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

/// First and last of each run of those from 1 to `of` that are not among the numbers, which ascend.
pub(crate) fn gaps(numbers: &[u64], of: u64) -> Vec<(u64, u64)> {
    let mut gaps = Vec::new();
    let mut before = 0_u64;
    for (first, last) in runs(numbers) {
        if first > before.saturating_add(1) {
            gaps.push((before + 1, first - 1));
        }
        before = last;
    }
    if before < of {
        gaps.push((before + 1, of));
    }
    gaps
}

/// The numbers in arrays of a cluster whose `MaxArraySize` is `size`, so that indices go up to `size − 1`: what is to be added to the
/// indices of each, and the indices.
#[must_use]
pub(crate) fn in_arrays(numbers: &[u64], size: u64) -> Vec<(u64, String)> {
    let most = size.saturating_sub(1).max(1);
    let array_of = |number: &u64| (number - 1) / most;
    let arrays = numbers.chunk_by(|a, b| array_of(a) == array_of(b));
    let array = |numbers: &[u64]| {
        let offset = numbers.first().map_or(0, array_of) * most;
        let indices: Vec<u64> = numbers.iter().map(|number| number - offset).collect();
        (offset, in_words(&indices))
    };
    arrays.map(array).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_told_by_their_ends() {
        assert_eq!(in_words(&[]), "");
        assert_eq!(in_words(&[5]), "5");
        assert_eq!(in_words(&[3, 7, 8, 9, 11, 12]), "3,7-9,11-12");
        assert_eq!(in_words(&[u64::MAX - 1, u64::MAX, u64::MAX]).len(), 41);
    }

    #[test]
    fn gaps_are_told_up_to_the_largest_number() {
        assert_eq!(gaps(&[1, 2, 3], 3), []);
        assert_eq!(gaps(&[2, 2, 5], 9), [(1, 1), (3, 4), (6, 9)]);
        assert_eq!(gaps(&[1], u64::MAX), [(2, u64::MAX)]);
        assert_eq!(gaps(&[u64::MAX], u64::MAX), [(1, u64::MAX - 1)]);
    }

    /// Slurm's usual limit of 1001 allows the indices 0 to 1000.
    #[test]
    fn no_index_is_over_the_limit_of_the_cluster() {
        let all: Vec<u64> = (1..=2_500).collect();
        let arrays = in_arrays(&all, 1_001);
        let expected = [(0, "1-1000"), (1_000, "1-1000"), (2_000, "1-500")];
        assert_eq!(
            arrays,
            expected.map(|(offset, list)| (offset, list.to_owned()))
        );
        let some = in_arrays(&[4, 1_000, 1_001, 1_002, 2_001], 1_001);
        let expected = [(0, "4,1000"), (1_000, "1-2"), (2_000, "1")];
        assert_eq!(
            some,
            expected.map(|(offset, list)| (offset, list.to_owned()))
        );
        assert_eq!(
            in_arrays(&[1, 2], 0),
            [(0, "1".to_owned()), (1, "1".to_owned())]
        );
        assert_eq!(in_arrays(&[], 1_001), []);
    }
}
