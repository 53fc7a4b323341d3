//! Connections: how many there may be, how long they may take to say what they want, and how they end.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::places::{Place, Places};
use crate::accounts::network;

/// Connections at once; more wait to be accepted.
const CONNECTIONS: usize = 2_000;
/// Of one address, unless it is a proxy's; more are closed. The people of a clinic share one.
const OF_ADDRESS: usize = 256;
/// How long the head of a request may take, and a connection may idle between two.
const HEAD_PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of a head.
const HEAD_LIMIT: usize = 64 << 10;
/// How long to wait when no connection can be accepted, such as for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until told to stop, and then lets open requests go on for a while. Whether all of them ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: &[IpAddr],
    stop: impl Future<Output = ()>,
    grace: Duration,
) -> bool {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let addresses = Places::default();
    let open = GracefulShutdown::new();
    let accepting = async {
        loop {
            let room = Arc::clone(&connections).acquire_owned().await;
            match (listener.accept().await, room) {
                (Ok((stream, peer)), Ok(room)) => {
                    let most = most_of(peer.ip().to_canonical(), proxies);
                    if let Some(place) = addresses.enter(network(peer.ip()), most) {
                        tokio::spawn(talk(stream, peer, router.clone(), open.watcher(), (room, place)));
                    }
                }
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
    };
    tokio::select! {
        () = accepting => (),
        () = stop => (),
    }
    drop(listener);
    tokio::time::timeout(grace, open.shutdown()).await.is_ok()
}

/// A proxy, also one on this machine that nobody told us of, speaks for many.
fn most_of(address: IpAddr, proxies: &[IpAddr]) -> usize {
    if address.is_loopback() || proxies.contains(&address) { CONNECTIONS } else { OF_ADDRESS }
}

type Room = (OwnedSemaphorePermit, Place<IpAddr>);

async fn talk(stream: TcpStream, peer: SocketAddr, router: Router, watcher: Watcher, _room: Room) {
    // Small answers are not held back to be sent with others.
    let _faster = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.call(request.map(Body::new));
        async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).max_buf_size(HEAD_LIMIT);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_proxies_have_more_than_their_share() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let most = |text| most_of(ip(text), &[ip("10.0.0.1")]);
        assert_eq!([most("192.0.2.1"), most("10.0.0.1"), most("127.0.0.1")], [OF_ADDRESS, CONNECTIONS, CONNECTIONS]);
    }
}
