//! Regions to bytes.

use std::collections::HashMap;

use crate::engine::Basis;
use crate::sweep::indicators::Term;
use crate::sweep::record::{How, Record};
use crate::sweep::region::Region;
use crate::sweep::worker::Seeds;

use super::bytes::Streams;

/// All that rows are read from.
pub(super) fn written(seeds: &Seeds, exceptions: &HashMap<u64, Record>) -> Vec<u8> {
    let mut out = Streams::default();
    out.size(seeds.store.region_count());
    let mut before: Option<&Basis> = None;
    for (_, basis, region, across) in seeds.store.regions() {
        write_basis(&mut out, basis, before);
        write_region(&mut out, region);
        write_across(&mut out, region, across);
        before = Some(basis);
    }
    write_list(&mut out, seeds.store.order());
    let cells = seeds.cells.lists();
    out.size(cells.len());
    let mut last = 0;
    for (cell, list) in cells {
        out.whole(cell - last);
        last = cell;
        write_list(&mut out, list);
    }
    out.size(seeds.weights.len());
    seeds.weights.iter().for_each(|&weight| out.figure(weight));
    let mut exceptions: Vec<(&u64, &Record)> = exceptions.iter().collect();
    exceptions.sort_unstable_by_key(|(at, _)| **at);
    out.size(exceptions.len());
    for (&at, record) in exceptions {
        out.whole(at);
        write_record(&mut out, record);
    }
    out.finish()
}

fn write_list(out: &mut Streams, numbers: &[u32]) {
    out.size(numbers.len());
    numbers
        .iter()
        .for_each(|&number| out.whole(u64::from(number)));
}

/// The words in which a basis differs from the one before.
fn write_basis(out: &mut Streams, basis: &Basis, before: Option<&Basis>) {
    let words = basis.words();
    let old = |k: usize| before.map_or(0, |before| before.words()[k]);
    let changed: Vec<(usize, u64)> = (0..words.len())
        .map(|k| (k, words[k] ^ old(k)))
        .filter(|&(_, change)| change != 0)
        .collect();
    out.size(changed.len());
    let mut last = 0;
    for (k, change) in changed {
        out.size(k - last);
        out.whole(change);
        last = k;
    }
}

fn write_region(out: &mut Streams, region: &Region) {
    let facets = region.facets();
    out.size(facets.count());
    for facet in 0..facets.count() {
        for (single, rest) in facets.coefficients(facet) {
            out.facet(single, rest);
        }
    }
    write_terms(out, &region.terms);
    write_terms(out, &region.dual_terms);
    for residuals in [&region.primal_residual, &region.dual_residual] {
        residuals.iter().for_each(|&residual| out.figure(residual));
    }
}

/// The regions found across the facets of one, counted from 1; 0 where none was found.
fn write_across(out: &mut Streams, region: &Region, across: &[u32]) {
    for &number in across.iter().take(region.facets().count()) {
        out.whole(u64::from(number.wrapping_add(1)));
    }
}

fn write_terms(out: &mut Streams, terms: &[Term]) {
    out.size(terms.len());
    for term in terms {
        out.whole(u64::from(term.figure));
        out.whole(u64::from(term.v));
        out.whole(u64::from(term.w));
        out.figure(term.factor);
    }
}

fn write_record(out: &mut Streams, record: &Record) {
    out.size(
        How::ALL
            .iter()
            .position(|&how| how == record.how)
            .unwrap_or(0),
    );
    out.size(record.figures.len());
    record.figures.iter().for_each(|&figure| out.figure(figure));
    let proof = &record.certificate;
    out.figure(proof.primal_residual);
    for part in [proof.dual_residual, proof.relative_gap] {
        out.size(usize::from(part.is_some()));
        part.iter().for_each(|&part| out.figure(part));
    }
    out.size(usize::from(record.note.is_some()));
    record.note.iter().for_each(|note| out.text(note));
}
