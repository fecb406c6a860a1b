package signalling

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtspparse"
)

// tunnelKey identifies an HTTP tunnel by what both of its connections share.
type tunnelKey struct {
	cookie string
	client capture.Addr
	server capture.Addr
}

// Join returns the dialog of a connection: its own, or that of the other half of its tunnel. conns are the
// connections that carry RTSP. named is false for half a tunnel whose cookie is not known yet: see rejoin.
func (g *Tracker) Join(c *demux.TCPConn, conns []*demux.TCPConn) (d *Dialog, named bool) {
	rec := &c.Record
	if cookie := c.Cookie(); cookie != "" && c.InTunnel() {
		key := tunnelKey{cookie, rec.Client.Addr, rec.Server.Addr}
		if d := g.tunnels[key]; d != nil {
			g.attach(c, d)
			return d, true
		}
		d := g.newDialog(rec.Client, rec.Server)
		g.tunnels[key] = d
		g.own(c, d)
		return d, true
	}
	if get := g.pendingGET(c, conns); get != nil {
		get.MarkGET()
		d := g.ofConn[get]
		g.attach(c, d)
		return d, true
	}
	d = g.newDialog(rec.Client, rec.Server)
	g.own(c, d)
	return d, !c.InTunnel()
}

// own makes a connection the first one of a dialog.
func (g *Tracker) own(c *demux.TCPConn, d *Dialog) {
	g.ofConn[c] = d
	d.Conns = append(d.Conns, c)
}

// MaxPendingGETs limits the connections among which the other half of a tunnel is looked for.
const MaxPendingGETs = 256

// pendingGET finds the other half of the POST half of a tunnel, where both began before the capture and no cookie
// connects them: the only connection between the same hosts that began before the capture, if the client has sent
// nothing on it.
func (g *Tracker) pendingGET(c *demux.TCPConn, conns []*demux.TCPConn) (get *demux.TCPConn) {
	if c.Carries() != rtspparse.TunnelPost || c.Record.SYNSeen {
		return nil
	}
	first := max(0, len(conns)-MaxPendingGETs)
	for _, x := range conns[first:] {
		if x == c || x.Record.Client.Addr != c.Record.Client.Addr || x.Record.Server != c.Record.Server || x.Record.SYNSeen || x.Record.TunnelPeer != nil ||
			g.ofConn[x] == nil || !x.Open() || x.Carries() != rtspparse.RTSP {
			continue
		}
		if get != nil || x.BytesFrom(rtpflow.Client) > 0 {
			return nil
		}
		get = x
	}
	if get == nil && first > 0 {
		g.Dropped.Tunnels.Add(1, c.Record.FirstFrame)
	}
	return get
}

// Rejoin looks again for the other half of a tunnel whose cookie was not known: the capture may contain the HTTP
// request after the response. unused says that nothing but messages has come over d. It returns the dialog of
// the connection from now on, and whether the cookie is known now.
func (g *Tracker) Rejoin(c *demux.TCPConn, d *Dialog, unused bool) (now *Dialog, named bool, changes []Change) {
	g.changes = g.changes[:0]
	cookie := c.Cookie()
	if cookie == "" {
		return d, false, nil
	}
	key := tunnelKey{cookie, c.Record.Client.Addr, c.Record.Server.Addr}
	peer := g.tunnels[key]
	switch {
	case peer == nil:
		g.tunnels[key] = d
	case unused && len(d.Conns) == 1 && len(d.pair.All()) == 0 && len(d.sessions) == 0:
		g.attach(c, peer)
		list := d.reordered
		d.Conns, d.reordered = nil, nil
		for _, e := range list { // their requests may have arrived on the other half
			g.take(peer, e.rec, e.from, e.message)
		}
		return peer, true, g.changes
	}
	return d, true, nil
}

// attach makes half a tunnel take part in the dialog of the other half.
func (g *Tracker) attach(c *demux.TCPConn, d *Dialog) {
	c.JoinTunnel(d.Conns[len(d.Conns)-1])
	g.own(c, d)
}
