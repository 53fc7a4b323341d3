//! A wire between browser and server that remembers every byte the browser sends, and can be cut; one that puts a few words
//! before a script makes another browser of it.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result, ensure};

/// A recording wire. Threads end with the connections they carry.
pub struct Recorder {
    address: SocketAddr,
    wire: Arc<Wire>,
}

#[derive(Default)]
struct Wire {
    /// Bytes sent by the browser, a vector for each connection.
    sent: Mutex<Vec<Vec<u8>>>,
    open: Mutex<Vec<TcpStream>>,
    is_cut: AtomicBool,
    /// Bytes the browser may still send before the wire is cut by itself.
    allowance: AtomicU64,
    foreword: Option<Foreword>,
}

/// What a script of the server's begins with here.
struct Foreword {
    path: &'static str,
    words: &'static str,
}

/// A request as it went over the wire.
#[derive(Debug)]
pub struct Request {
    /// GET, POST, …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Recorder {
    /// A wire to that server.
    pub fn before(server: SocketAddr) -> Result<Self> {
        Self::with(server, None)
    }

    /// The same, with words before the script at that path.
    pub fn before_with(server: SocketAddr, path: &'static str, words: &'static str) -> Result<Self> {
        Self::with(server, Some(Foreword { path, words }))
    }

    fn with(server: SocketAddr, foreword: Option<Foreword>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let wire = Arc::new(Wire { allowance: AtomicU64::new(u64::MAX), foreword, ..Wire::default() });
        let shared = Arc::clone(&wire);
        thread::spawn(move || {
            for browser in listener.incoming().flatten() {
                shared.connect(browser, server);
            }
        });
        Ok(Self { address, wire })
    }

    /// What the browser should open.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts the wire: what is open breaks, what is new is refused.
    pub fn cut(&self) {
        self.wire.cut();
    }

    /// Cuts the wire by itself once the browser has sent that many more bytes.
    pub fn cut_after(&self, bytes: u64) {
        self.wire.allowance.store(bytes, Ordering::SeqCst);
    }

    /// Whether the wire is cut.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.wire.is_cut.load(Ordering::SeqCst)
    }

    /// Mends the wire.
    pub fn mend(&self) {
        self.wire.allowance.store(u64::MAX, Ordering::SeqCst);
        self.wire.is_cut.store(false, Ordering::SeqCst);
    }

    /// Every byte the browser sent so far.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        lock(&self.wire.sent).concat()
    }

    /// Every whole request the browser sent so far.
    pub fn requests(&self) -> Result<Vec<Request>> {
        lock(&self.wire.sent).iter().map(|connection| parse(connection)).try_fold(Vec::new(), |mut all, some| {
            all.extend(some?);
            Ok(all)
        })
    }
}

impl Wire {
    fn connect(self: &Arc<Self>, browser: TcpStream, server: SocketAddr) {
        if self.is_cut.load(Ordering::SeqCst) {
            drop(browser.shutdown(Shutdown::Both));
            return;
        }
        let Ok(upstream) = TcpStream::connect(server) else { return };
        let (Ok(from_browser), Ok(to_server)) = (browser.try_clone(), upstream.try_clone()) else { return };
        let number = {
            let mut sent = lock(&self.sent);
            sent.push(Vec::new());
            sent.len() - 1
        };
        lock(&self.open).extend([browser.try_clone(), upstream.try_clone()].into_iter().flatten());
        let wire = Arc::clone(self);
        thread::spawn(move || wire.carry(from_browser, to_server, number));
        thread::spawn(move || {
            let (mut from, mut to) = (upstream, browser);
            drop(std::io::copy(&mut from, &mut to));
            drop(to.shutdown(Shutdown::Both));
        });
    }

    /// Carries what the browser sends, remembering it.
    fn carry(&self, mut browser: TcpStream, mut server: TcpStream, number: usize) {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = browser.read(&mut buffer) {
            lock(&self.sent)[number].extend_from_slice(&buffer[..length]);
            let left = self.allowance.load(Ordering::SeqCst);
            self.allowance.store(left.saturating_sub(length as u64), Ordering::SeqCst);
            if left < length as u64 {
                self.cut();
            }
            if let Some(script) = self.script(&buffer[..length], &server) {
                if browser.write_all(&script).is_err() {
                    break;
                }
                continue;
            }
            if self.is_cut.load(Ordering::SeqCst) || server.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        drop(server.shutdown(Shutdown::Both));
    }

    /// The answer to a request for the script that has a foreword.
    fn script(&self, sent: &[u8], server: &TcpStream) -> Option<Vec<u8>> {
        let foreword = self.foreword.as_ref()?;
        let is_asked = sent.starts_with(format!("GET {} ", foreword.path).as_bytes());
        is_asked.then(|| {
            server.peer_addr().map_err(Into::into).and_then(|server| foreword.answer(server)).unwrap_or_default()
        })
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for connection in lock(&self.open).drain(..) {
            drop(connection.shutdown(Shutdown::Both));
        }
    }
}

impl Foreword {
    /// What the server answers, but for the words before it.
    fn answer(&self, server: SocketAddr) -> Result<Vec<u8>> {
        let mut answer = ureq::get(format!("http://{server}{}", self.path)).call()?;
        let script = format!("{}\n{}", self.words, answer.body_mut().read_to_string()?);
        let mut head = "HTTP/1.1 200 OK\r\n".to_owned();
        for (name, value) in answer.headers() {
            if !["content-length", "transfer-encoding", "connection", "etag"].contains(&name.as_str()) {
                write!(head, "{name}: {}\r\n", value.to_str()?)?;
            }
        }
        write!(head, "content-length: {}\r\n\r\n{script}", script.len())?;
        Ok(head.into_bytes())
    }
}

fn parse(mut bytes: &[u8]) -> Result<Vec<Request>> {
    let mut requests = Vec::new();
    while !bytes.is_empty() {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = request.parse(bytes)? else { break };
        let header = |name: &str| request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        ensure!(header("transfer-encoding").is_none(), "chunked requests are not understood here");
        let body_length: usize = match header("content-length") {
            Some(header) => std::str::from_utf8(header.value)?.trim().parse()?,
            None => 0,
        };
        let Some(body) = bytes.get(length..length + body_length) else { break };
        requests.push(Request {
            method: request.method.context("no method")?.to_owned(),
            path: request.path.context("no path")?.to_owned(),
            body: body.to_vec(),
        });
        bytes = &bytes[length + body_length..];
    }
    Ok(requests)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
