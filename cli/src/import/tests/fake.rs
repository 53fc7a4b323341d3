//! A server that remembers what it was sent. Its answers are fixed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use api::changes::ChangeCounts;
use api::job::{
    ExecuteOptions, Job, JobState, Manifest, Money, MoneyReason, ReceivedBatches, Report, Severity, TypeAccounting,
    WarningGroup, WarningLine,
};
use api::{Item, Problem, ProblemCode};
use base64::Engine as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(super) struct Fake {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    end: JobState,
    refusal: Option<Refusal>,
    manifest: Option<Manifest>,
    options: Option<ExecuteOptions>,
    batches: BTreeMap<u64, Vec<u8>>,
    looks: u32,
    requests: u32,
    failures: u32,
    /// Another import ran in the clinic when this one was to be executed.
    was_busy: bool,
}

enum Refusal {
    Everything(ProblemCode),
    Batches(ProblemCode),
}

struct Request {
    line: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

type Answer = (u16, Vec<u8>);

impl Fake {
    /// One whose job ends in that state.
    pub(super) fn start(end: JobState) -> Self {
        Self::serve(end, None)
    }

    /// One that takes nothing.
    pub(super) fn refusing(code: ProblemCode) -> Self {
        Self::serve(JobState::Failed, Some(Refusal::Everything(code)))
    }

    /// One that takes a manifest and then no batch.
    pub(super) fn refusing_batches(code: ProblemCode) -> Self {
        Self::serve(JobState::Failed, Some(Refusal::Batches(code)))
    }

    fn serve(end: JobState, refusal: Option<Refusal>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State {
            end,
            refusal,
            manifest: None,
            options: None,
            batches: BTreeMap::new(),
            looks: 0,
            requests: 0,
            failures: 0,
            was_busy: false,
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || converse(&stream, &state));
            }
        });
        Self { address, state }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(super) fn clinic(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.address.port()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread failed")
    }

    pub(super) fn batches(&self) -> BTreeMap<u64, Vec<u8>> {
        self.state().batches.clone()
    }

    pub(super) fn manifest(&self) -> Manifest {
        self.state().manifest.clone().expect("a manifest came")
    }

    pub(super) fn options(&self) -> Option<ExecuteOptions> {
        self.state().options.clone()
    }

    pub(super) fn requests(&self) -> u32 {
        self.state().requests
    }

    pub(super) fn failures(&self) -> u32 {
        self.state().failures
    }
}

fn converse(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let (status, body) = state.lock().expect("no thread failed").answer(&request);
        let head = format!("HTTP/1.1 {status} Fake\r\nContent-Length: {}\r\n\r\n", body.len());
        let mut stream = stream;
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers: BTreeMap<_, _> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { line: lines[0].clone(), headers, body })
}

impl State {
    fn answer(&mut self, request: &Request) -> Answer {
        self.requests += 1;
        assert_eq!(request.headers.get("authorization").map(String::as_str), Some("Bearer secret-token"));
        match self.refusal {
            Some(Refusal::Everything(code)) => return refused(code),
            Some(Refusal::Batches(code)) if request.line.starts_with("PUT") => return refused(code),
            _ => {}
        }
        let mut words = request.line.split(' ');
        let (method, path) = (words.next().expect("a method"), words.next().expect("a path"));
        let path: Vec<_> = path.trim_start_matches("/api/v1/migration_import/jobs").split('/').skip(2).collect();
        match (method, &path[..]) {
            ("POST", []) => {
                self.manifest = Some(serde_json::from_slice(&request.body).expect("a manifest"));
                (201, item(&self.job()))
            }
            ("GET", ["batches"]) => (200, item(&ReceivedBatches { ranges: vec![(0, 0)], rows: 32, bytes: 1 })),
            ("PUT", ["batches", sequence]) => self.receive(sequence.parse().expect("a number"), request),
            ("POST", ["execute"]) if !self.was_busy => {
                self.was_busy = true;
                refused(ProblemCode::ClinicBusy)
            }
            ("POST", ["execute"]) => {
                self.options = Some(serde_json::from_slice(&request.body).expect("options"));
                (202, item(&self.job()))
            }
            ("GET", []) => {
                self.looks += 1;
                (200, item(&self.job()))
            }
            ("GET", ["report"]) => (200, item(&self.report())),
            _ => panic!("nobody should ask {}", request.line),
        }
    }

    fn receive(&mut self, sequence: u64, request: &Request) -> Answer {
        if self.failures == 0 {
            self.failures += 1;
            return (503, b"the proxy is tired".to_vec());
        }
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&request.body));
        assert_eq!(request.headers["content-digest"], format!("sha-256=:{digest}:"));
        assert_eq!(request.headers["content-type"], "application/cbor");
        assert!(self.batches.insert(sequence, request.body.clone()).is_none(), "sent twice");
        (200, b"{}".to_vec())
    }

    fn job(&self) -> Job {
        let state = match self.looks {
            0 => JobState::Receiving,
            1 => JobState::Executing,
            _ => self.end,
        };
        Job {
            id: Uuid::nil(),
            clinic_id: Uuid::nil(),
            clinic_name: "Clínica Norte".to_owned(),
            created_by: Uuid::nil(),
            state,
            error: (state == JobState::Failed).then(|| "the disk is full".to_owned()),
            failure: None,
            file_name: "clinic.dpm".to_owned(),
            file_size: 0,
            source_system: None,
            exporter_tool: None,
            exporter_version: None,
            format_version: None,
            tenant_label: None,
            exported_at: None,
            digest_declared: String::new(),
            digest_computed: None,
            total_entities: 0,
            processed_entities: 0,
            received_batches: 0,
            received_bytes: 0,
            created_at: String::new(),
            started_at: None,
            completed_at: None,
        }
    }

    fn report(&self) -> Report {
        let accounting = TypeAccounting {
            entity_type: "patient".to_owned(),
            declared: 12_345,
            created: 12_340,
            linked: 3,
            merged: 1,
            archived: 0,
            skipped: 1,
        };
        let group = |code: &str, severity, message: &str| WarningGroup {
            code: code.to_owned(),
            severity,
            entity_type: Some("patient".to_owned()),
            count: 2,
            example: WarningLine {
                id: Uuid::nil(),
                entity_type: Some("patient".to_owned()),
                source_id: Some("7".to_owned()),
                severity,
                code: code.to_owned(),
                message: message.to_owned(),
                args: BTreeMap::new(),
            },
        };
        let warnings = vec![
            group("patient.no_name", Severity::Error, "a patient without a name was skipped"),
            group("patient.merged", Severity::Info, "two rows are one patient"),
        ];
        let money = Money {
            kind: "payments".to_owned(),
            in_file: "1234.50".to_owned(),
            in_clinic: "1200.00".to_owned(),
            unreadable: 0,
            reasons: vec![MoneyReason {
                reason: "payment.refund_unmappable".to_owned(),
                rows: 1,
                amount: "34.50".to_owned(),
            }],
            differences: Vec::new(),
            patients: Vec::new(),
        };
        let changes = ChangeCounts { found: 1_234, offered: 1_200, edited: 30, booked: 4, applied: 0 };
        Report {
            job: self.job(),
            accounting: vec![accounting],
            money: vec![money],
            warnings,
            changes,
            seconds: 1.25,
            older_than: None,
            undone: None,
        }
    }
}

fn refused(code: ProblemCode) -> Answer {
    (code.status(), json(&Problem::new(code, None)))
}

fn item(data: &impl Serialize) -> Vec<u8> {
    json(&Item { data })
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("JSON")
}
