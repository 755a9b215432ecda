//! An atlas whose digest is right and whose contents are not: it is refused, or reads as something, and never panics.

use std::io::{Read, Write};
use std::path::Path;

use eastwest::input::read_case;
use eastwest::results::Outputs;
use eastwest::results::ResultsError;
use eastwest::results::State;
use eastwest::results::atlas::{self, Atlas, Sources};
use eastwest::results::run::learn;
use eastwest::sweep::Grid;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};

mod common;

use common::Random;

const MAGIC: usize = 17;

/// The bytes of an atlas over a price and a size of `tiny`.
fn made(folder: &Path) -> Vec<u8> {
    let case_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
    let read = read_case(&case_folder).expect("a case");
    let grid_file = folder.join("grid.toml");
    let text = "[[parameter]]\nkey = 'capacity.west'\nas = 'factor'\nrange = { from = 0.1, to = 2, steps = 40 }\n\
                [[parameter]]\nkey = 'electricity_price.west'\nas = 'factor'\nrange = { from = 0.5, to = 8, steps = 40 }\n";
    std::fs::write(&grid_file, text).expect("a grid");
    let grid = Grid::read(&grid_file, &read.case).expect("a grid");
    let state = State {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        case_hash: read.hash.to_string(),
        grid_hash: grid.hash(),
        options: Vec::new(),
        placements: false,
        sample: None,
        shard: (1, 1),
        scenarios: grid.len(),
    };
    let mut plan = learn(&read.case, &grid, &state).expect("a plan");
    let surveyed = plan
        .survey(&eastwest::control::Control::default())
        .expect("regions");
    assert!(surveyed.regions >= 3, "{surveyed:?}");
    let sources = Sources::read(&case_folder, &grid_file, &grid).expect("files");
    let file = folder.join("a.atlas");
    let bytes = atlas::write(
        &file,
        &Outputs::new(false),
        &state,
        &sources,
        &plan,
        surveyed,
    );
    let all = std::fs::read(&file).expect("an atlas");
    assert_eq!(bytes.expect("written"), all.len() as u64);
    all
}

fn signed(mut all: Vec<u8>) -> Vec<u8> {
    let digest = Sha256::digest(&all);
    all.extend_from_slice(&digest);
    all
}

/// The atlas with another head and another body.
fn rewritten(all: &[u8], head: impl Fn(String) -> String, body: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let length =
        |at: usize| u64::from_le_bytes(all[at..at + 8].try_into().expect("eight")) as usize;
    let head_end = MAGIC + 8 + length(MAGIC);
    let old = String::from_utf8(all[MAGIC + 8..head_end].to_vec()).expect("JSON");
    let mut inflated = Vec::new();
    DeflateDecoder::new(&all[head_end + 8..all.len() - 32])
        .read_to_end(&mut inflated)
        .expect("a body");
    body(&mut inflated);
    let head = head(old);
    let mut new = all[..MAGIC].to_vec();
    new.extend_from_slice(&(head.len() as u64).to_le_bytes());
    new.extend_from_slice(head.as_bytes());
    new.extend_from_slice(&(inflated.len() as u64).to_le_bytes());
    let mut encoder = DeflateEncoder::new(new, Compression::fast());
    encoder.write_all(&inflated).expect("memory");
    signed(encoder.finish().expect("memory"))
}

fn read(folder: &Path, bytes: &[u8]) -> Result<(), ResultsError> {
    let file = folder.join("changed.atlas");
    std::fs::write(&file, bytes).expect("a file");
    Atlas::read(&file)?.plan().map(|_| ())
}

fn refused(folder: &Path, bytes: &[u8], said: &str) {
    match read(folder, bytes) {
        Err(ResultsError::Input(told)) => assert!(told.contains(said), "no `{said}` in {told}"),
        other => panic!("{said}: {other:?}"),
    }
}

#[test]
fn what_is_signed_and_wrong_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let all = made(folder);
    let same = |head: String| head;
    read(folder, &rewritten(&all, same, |_| {})).expect("the same atlas");
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let other = |head: String| head.replace(&version, "\"version\":\"0.0.9\"");
    refused(
        folder,
        &rewritten(&all, other, |_| {}),
        "was written by eastwest 0.0.9",
    );
    let cut = |body: &mut Vec<u8>| body.truncate(body.len() - 1);
    refused(folder, &rewritten(&all, same, cut), "it is damaged");
    refused(
        folder,
        &rewritten(&all, same, |body| body.push(0)),
        "it is damaged",
    );
    let hash = |head: String| head.replace("\"grid_hash\":\"", "\"grid_hash\":\"0");
    refused(
        folder,
        &rewritten(&all, hash, |_| {}),
        "its grid is not the one that it speaks of",
    );
    let outside = |head: String| head.replace("_the_grid_of", "../the_grid_of");
    refused(
        folder,
        &rewritten(&all, outside, |_| {}),
        "is no name of a file of a grid",
    );
    let option = |head: String| head.replace("\"options\":[]", "\"options\":[\"--lie\"]");
    refused(
        folder,
        &rewritten(&all, option, |_| {}),
        "`--lie` means nothing",
    );
    refused(
        folder,
        &rewritten(&all, |_| "{}".to_owned(), |_| {}),
        "its head",
    );
    refused(
        folder,
        &signed(all[..MAGIC + 4].to_vec()),
        "it ends before its end",
    );
    // a body that says that it is a thousand times as long as it is
    let mut long = all[..all.len() - 32].to_vec();
    let head_end =
        MAGIC + 8 + u64::from_le_bytes(long[MAGIC..MAGIC + 8].try_into().expect("eight")) as usize;
    long[head_end..head_end + 8].copy_from_slice(&u64::MAX.to_le_bytes());
    refused(folder, &signed(long), "its body is longer than it can be");
}

#[test]
fn whatever_stands_in_a_signed_body_nothing_panics() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let all = made(folder);
    let mut random = Random::new(18);
    let mut refused = 0;
    for _ in 0..300 {
        let (place, bits) = (random.next(), random.count(1, 255));
        let changed = rewritten(
            &all,
            |head| head,
            |body| {
                let at = place as usize % body.len();
                body[at] ^= bits as u8;
            },
        );
        refused += usize::from(read(folder, &changed).is_err());
    }
    assert!(refused > 30, "{refused} of 300 were refused");
}
