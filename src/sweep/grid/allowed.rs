//! # Scenarios of a product, those alone that stand at allowed places
//!
//! Where conditions speak of parameters, and each axis of a product says at which of its places they are met, the scenarios that meet
//! all are a product again: they are counted, and the next one is found, without going through those between.

/// Sizes of the axes, the fastest last, and the places that are allowed: all where none are named.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    pub(super) axes: Vec<(u64, Option<Vec<u64>>)>,
}

impl Allowed {
    /// How many scenarios stand at allowed places.
    pub(crate) fn count(&self) -> u64 {
        let count = |(size, places): &(u64, Option<Vec<u64>>)| match places {
            Some(places) => places.len() as u64,
            None => *size,
        };
        self.axes.iter().map(count).product()
    }

    /// The first scenario from `index` on, counted from 0, that stands at allowed places.
    ///
    /// Of the axes from the slowest on, the places of `index` are kept as long as they are allowed. Where one is not, it moves to the next
    /// that is, or, where there is none, the last axis before that can move on does; and all behind begin at their first.
    pub(crate) fn next(&self, index: u64) -> Option<u64> {
        let mut rest = index;
        let mut places = vec![0; self.axes.len()];
        for (place, (size, _)) in places.iter_mut().zip(&self.axes).rev() {
            *place = rest % size;
            rest /= size;
        }
        if rest > 0 || self.count() == 0 {
            return None;
        }
        let wrong = (0..self.axes.len()).find(|&k| self.on_axis(k, places[k]) != Some(places[k]));
        if let Some(wrong) = wrong {
            let moved = match self.on_axis(wrong, places[wrong]) {
                Some(place) => (wrong, place),
                None => (0..wrong)
                    .rev()
                    .find_map(|k| Some((k, self.on_axis(k, places[k] + 1)?)))?,
            };
            places[moved.0] = moved.1;
            for k in moved.0 + 1..places.len() {
                places[k] = self.on_axis(k, 0)?;
            }
        }
        let ordered = places.iter().zip(&self.axes);
        Some(ordered.fold(0, |at, (place, (size, _))| at * size + place))
    }

    /// The scenario with so many at allowed places before it.
    pub(crate) fn nth(&self, mut number: u64) -> Option<u64> {
        if number >= self.count() {
            return None;
        }
        let mut digits = Vec::with_capacity(self.axes.len());
        for (size, places) in self.axes.iter().rev() {
            let count = places.as_ref().map_or(*size, |places| places.len() as u64);
            let digit = number % count;
            digits.push(
                places
                    .as_ref()
                    .map_or(digit, |places| places[digit as usize]),
            );
            number /= count;
        }
        let ordered = digits.iter().rev().zip(&self.axes);
        Some(ordered.fold(0, |at, (place, (size, _))| at * size + place))
    }

    /// The first allowed place of an axis from `place` on.
    fn on_axis(&self, axis: usize, place: u64) -> Option<u64> {
        match &self.axes[axis] {
            (size, None) => (place < *size).then_some(place),
            (_, Some(places)) => {
                let next = places.partition_point(|&own| own < place);
                places.get(next).copied()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Axes of 3, 4 and 5 places: the first and last of the first, all of the second, the second and third of the last.
    fn some() -> Allowed {
        Allowed {
            axes: vec![(3, Some(vec![0, 2])), (4, None), (5, Some(vec![1, 2]))],
        }
    }

    fn is_allowed(index: u64) -> bool {
        let (first, last) = (index / 20, index % 5);
        first != 1 && (1..=2).contains(&last)
    }

    #[test]
    fn the_next_is_the_first_that_is_allowed_among_all() {
        let some = some();
        assert_eq!(some.count(), 16);
        for index in 0..70 {
            let next = (index..60).find(|&at| is_allowed(at));
            assert_eq!(some.next(index), next, "from {index}");
        }
        let all: Vec<u64> = (0..60).filter(|&at| is_allowed(at)).collect();
        let counted: Vec<u64> = (0..17).filter_map(|number| some.nth(number)).collect();
        assert_eq!(counted, all);
    }

    #[test]
    fn an_axis_without_an_allowed_place_leaves_nothing() {
        let none = Allowed {
            axes: vec![(3, None), (4, Some(Vec::new()))],
        };
        assert_eq!((none.count(), none.next(0), none.nth(0)), (0, None, None));
    }
}
