//! Streams of bytes, written and read.

use std::collections::HashMap;

use super::AtlasError;

/// Streams in the making.
#[derive(Debug, Default)]
pub(super) struct Streams {
    shape: Vec<u8>,
    figures: Vec<u8>,
    facets: Vec<u8>,
    words: Vec<u8>,
    known_figures: HashMap<u64, u64>,
    known_facets: HashMap<u64, u64>,
}

impl Streams {
    /// A whole number, seven bits a byte, the least first.
    pub(super) fn whole(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.shape.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.shape.push(value as u8);
    }

    /// A length or a place.
    pub(super) fn size(&mut self, value: usize) {
        self.whole(value as u64);
    }

    /// A double, to the last bit.
    pub(super) fn figure(&mut self, value: f64) {
        let bits = value.to_bits();
        let next = self.known_figures.len() as u64;
        let number = *self.known_figures.entry(bits).or_insert(next);
        if number == next {
            self.figures.extend_from_slice(&bits.to_le_bytes());
        }
        self.whole(number);
    }

    /// A coefficient of a facet and what its single precision leaves.
    pub(super) fn facet(&mut self, single: f32, rest: f32) {
        let bits = u64::from(single.to_bits()) << 32 | u64::from(rest.to_bits());
        let next = self.known_facets.len() as u64;
        let number = *self.known_facets.entry(bits).or_insert(next);
        if number == next {
            self.facets.extend_from_slice(&bits.to_le_bytes());
        }
        self.whole(number);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.words.extend_from_slice(text.as_bytes());
    }

    /// All streams, each behind its length.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut all = Vec::new();
        for stream in [self.shape, self.figures, self.facets, self.words] {
            all.extend_from_slice(&(stream.len() as u64).to_le_bytes());
            all.extend_from_slice(&stream);
        }
        all
    }
}

/// Streams that are read.
#[derive(Debug)]
pub(super) struct Source<'a> {
    shape: &'a [u8],
    figures: &'a [[u8; 8]],
    facets: &'a [[u8; 8]],
    words: &'a [u8],
}

const SHORT: AtlasError = AtlasError::Damaged("it ends before its end");

impl<'a> Source<'a> {
    pub(super) fn new(mut bytes: &'a [u8]) -> Result<Self, AtlasError> {
        let mut stream = || {
            let (length, rest) = bytes.split_first_chunk::<8>().ok_or(SHORT)?;
            let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| SHORT)?;
            let (own, rest) = rest.split_at_checked(length).ok_or(SHORT)?;
            bytes = rest;
            Ok::<&[u8], AtlasError>(own)
        };
        let (shape, figures, facets, words) = (stream()?, stream()?, stream()?, stream()?);
        let (figures, more) = figures.as_chunks::<8>();
        let (facets, most) = facets.as_chunks::<8>();
        if !(bytes.is_empty() && more.is_empty() && most.is_empty()) {
            return Err(AtlasError::Damaged(tr!(
                "its parts have other sizes than it says"
            )));
        }
        Ok(Source {
            shape,
            figures,
            facets,
            words,
        })
    }

    pub(super) fn whole(&mut self) -> Result<u64, AtlasError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.shape.split_first().ok_or(SHORT)?;
            self.shape = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(AtlasError::Damaged(tr!("a number is too long")))
    }

    /// A number under `end`.
    pub(super) fn place(&mut self, end: usize) -> Result<usize, AtlasError> {
        let value = usize::try_from(self.whole()?).ok();
        value
            .filter(|&value| value < end)
            .ok_or(AtlasError::Damaged(tr!("a number leads to nothing")))
    }

    /// A number of things that follow, of which each takes a byte at least.
    pub(super) fn count(&mut self) -> Result<usize, AtlasError> {
        let count = self.whole()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.shape.len() => Ok(count),
            _ => Err(SHORT),
        }
    }

    pub(super) fn figure(&mut self) -> Result<f64, AtlasError> {
        let at = self.place(self.figures.len())?;
        Ok(f64::from_le_bytes(self.figures[at]))
    }

    pub(super) fn facet(&mut self) -> Result<(f32, f32), AtlasError> {
        let at = self.place(self.facets.len())?;
        let bits = u64::from_le_bytes(self.facets[at]);
        Ok((
            f32::from_bits((bits >> 32) as u32),
            f32::from_bits(bits as u32),
        ))
    }

    pub(super) fn text(&mut self) -> Result<String, AtlasError> {
        let length = usize::try_from(self.whole()?).map_err(|_| SHORT)?;
        let (own, rest) = self.words.split_at_checked(length).ok_or(SHORT)?;
        self.words = rest;
        String::from_utf8(own.to_vec())
            .map_err(|_| AtlasError::Damaged(tr!("its text is no UTF-8")))
    }

    /// Refuses what follows.
    pub(super) fn expect_end(&self) -> Result<(), AtlasError> {
        if self.shape.is_empty() && self.words.is_empty() {
            Ok(())
        } else {
            Err(AtlasError::Damaged(tr!("something stands behind its end")))
        }
    }
}
