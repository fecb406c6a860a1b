package analyze_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
	"rtspect/rtpflow/findings/catalog"
)

// mustFind lists the findings that the reports of generated captures with a fault must have. A finding that neither must nor
// may lists is a false alarm.
var mustFind = []struct{ name, must, may string }{
	{"a01_digest_ffmpeg", "authenticated", ""}, // 401, then 200: no failure
	{"a03_wrong_password", "auth-refused", ""},
	{"a05_454_and_others", "request-failed state-violation method-unknown", ""},
	{"a06_461_fallback_ffmpeg", "transport-refused", ""},
	{"a07_pause_seek_tcp", "", ""}, // the jumps are seeks
	{"a09_client_killed_tcp", "connection-reset", ""},
	{"a11_client_vanishes_udp", "no-teardown keepalive-late", ""},
	{"a13_server_killed_udp", "server-closed connection-refused", ""},
	{"a14_keepalive_ffmpeg", "", ""},
	{"a17_set_get_parameter", "request-failed", ""},
	{"a18_server_options_ping", "", ""},
	{"a19_redirect_302", "redirect", ""},
	{"a20_track_sessions", "", ""},
	{"a22_new_connection_same_session", "request-failed", ""}, // TEARDOWN answered 404
	{"a23_pipelined", "", ""},
	{"a24_rtsp20_rtspsrc", "", ""},
	{"a29_tcp_auto_udp_timeout", "transport-fallback", ""},
	{"c01_gst_ffmpeg_udp", "", ""},
	{"c02_gst_ffmpeg_tcp", "", ""},
	{"c05_gst_rtspsrc_http", "", ""},
	{"c06_gst_rtspsrc_mcast", "", ""},
	{"c07_gst_ffmpeg_udp6", "", ""},
	{"c09_gst_openrtsp_udp", "", "rtp-info-mismatch"},
	{"c12_gst_gortsplib_udp", "", ""},
	{"c16_gst_ffmpeg_two_profiles", "", ""},
	{"c17_gst_ffmpeg_tcp_tso", "", ""},
	{"c18_gst_ffmpeg_udp_badsum", "", ""},
	{"i01_loss1_udp", "rtp-loss picture-damaged", ""},
	{"i03_burst20_udp", "rtp-loss rtp-loss-burst picture-damaged", ""},
	{"i04_dup_udp", "rtp-duplicates", ""},
	{"i05_reorder_udp", "rtp-reordered", ""},
	{"i06_jitter_udp", "rtp-reordered", ""},
	{"i08_seqwrap_udp", "", ""},
	{"i10_tswrap_tcp", "", ""},
	{"i12_tcp_real_loss", "tcp-retransmission", ""},
	{"i20_tcp_capture_gaps", "capture-gap rtp-not-captured picture-damaged", "junk-bytes"},
	{"i23_tcp_overlap", "tcp-retransmission", "capture-duplicates"},
	{"i24_midstream_tcp", "setup-not-captured", ""},
	{"i25_midstream_udp", "setup-not-captured", ""},
	{"i28_udp_all_edited", "rtp-loss rtp-duplicates rtp-reordered picture-damaged", ""},
	{"i29_clock_back", "capture-time-backwards", ""},
	{"i31_every_packet_twice_udp", "capture-duplicates", ""},
	{"i33_snap96_udp", "capture-snapped", ""},
	{"i34_snap96_tcp", "capture-snapped", "junk-bytes rtp-not-captured picture-damaged limit-tcp-gaps setup-not-captured"},
	{"i36_truncated_file", "capture-cut-short", "no-teardown"},
	{"i37_oneway_server_tcp", "one-direction", ""},
	{"i40_nat_udp", "rtp-other-port", ""},
	{"i41_no_handshake", "", ""},
	{"l29_mixed_noise", "", ""},
	{"m01_eight_clients", "", "rtp-info-mismatch"},
	{"m03_port_reuse", "", ""},
	{"p06_ffmpeg_push_tcp_ffmpeg_listen", "request-failed syntax-cseq-missing", ""},
	{"p07_ffmpeg_push_udp_ffmpeg_listen", "no-rtp", ""},
	{"p15_proxy_live555_tcp_up", "connection-reset request-failed", "port-unreachable timestamp-backwards"},
	{"p17_backchannel_udp", "", ""},
	{"p19_gort_play_ws_tunnel", "", ""},
	{"q01_no_server_port", "transport-incomplete", ""},
	{"q03_early_rtp_tcp", "rtp-early", ""},
	{"q05_remapped_channels", "no-answer", ""},
	{"q06_bare_lf", "syntax-bare-lf", ""},
	{"q11_junk_between_frames", "junk-bytes no-teardown answer-unmatched", "syntax-cseq-missing"},
	{"q18_pt_not_in_sdp", "payload-type-unlisted", ""},
	{"q20_ssrc_change_udp", "ssrc-changed no-teardown sr-mismatch", ""},
	{"q22_raw_udp_ts", "", ""},
	{"r01_avpf_nack_rtx", "rtp-loss picture-damaged", ""},
	{"r03_ulpfec", "rtp-loss payload-type-unlisted picture-damaged", ""},
	{"s07_srtp_rtsp_in_clear", "media-encrypted", ""},
	{"wms", "wms-end-of-stream", ""},
	{"realmedia", "", ""},
	{"onvif-replay", "", ""},
	{"raop", "rtp-loss raop-resend", ""},
	{"wfd", "", ""},
}

// captureFile finds a generated capture in testdata or in the directory RTSPECT_CAPTURES; "" if it is in neither.
func captureFile(name string) string {
	for _, dir := range []string{"../../testdata/captures", "../../testdata/made-up", filepath.Join(os.Getenv("RTSPECT_CAPTURES"), "made")} {
		if list, _ := filepath.Glob(filepath.Join(dir, name+".pcap*")); len(list) > 0 {
			return list[0]
		}
	}
	return ""
}

func analyzeFile(t *testing.T, file string) *rtpflow.Report {
	t.Helper()
	c, err := capture.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{Series: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMustFind(t *testing.T) {
	for _, c := range mustFind {
		t.Run(c.name, func(t *testing.T) {
			file := captureFile(c.name)
			if file == "" {
				t.Skip("the capture is not in testdata; set RTSPECT_CAPTURES to its directory")
			}
			must, may := strings.Fields(c.must), strings.Fields(c.may)
			found := map[string]bool{}
			r := analyzeFile(t, file)
			all := r.Findings
			for _, s := range r.Sessions {
				all = append(all, s.Findings...)
			}
			for _, f := range all {
				found[f.Code] = true
				if !slices.Contains(must, f.Code) && !slices.Contains(may, f.Code) {
					t.Errorf("false alarm: %s: %s", f.Code, f.Summary)
				}
				if _, ok := catalog.FindingTypeOf(f.Code); !ok {
					t.Errorf("%s is not in the catalog", f.Code)
				}
				if f.Summary == "" || !strings.HasSuffix(f.Summary, ".") {
					t.Errorf("%s: the summary is no sentence: %q", f.Code, f.Summary)
				}
			}
			for _, code := range must {
				if !found[code] {
					t.Errorf("missing: %s", code)
				}
			}
		})
	}
}

// Captures without a fault have notes only.
func TestNoFalseAlarm(t *testing.T) {
	var files []string
	for _, dir := range []string{"../../testdata/captures", filepath.Join(os.Getenv("RTSPECT_CAPTURES"), "made")} {
		list, _ := filepath.Glob(filepath.Join(dir, "*.pcap*"))
		files = append(files, list...)
	}
	for _, file := range files {
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		if slices.ContainsFunc(mustFind, func(c struct{ name, must, may string }) bool { return c.name == name }) {
			continue
		}
		r := analyzeFile(t, file)
		all := r.Findings
		for _, s := range r.Sessions {
			all = append(all, s.Findings...)
		}
		for _, f := range all {
			if f.Severity != rtpflow.SevNote && !allowed[name+" "+f.Code] {
				t.Errorf("%s: %s: %s", name, f.Code, f.Summary)
			}
		}
	}
}

// allowed are warnings that are right about captures without an intended fault.
var allowed = map[string]bool{
	"a27_live555_server_many no-rtp":            true, // an audio file that the server announces and never sends
	"c20_vlcserver_ffmpeg_udp sr-other-ssrc":    true, // VLC sends reports with SSRC 0
	"c20_vlcserver_ffmpeg_udp rtcp-malformed":   true, // VLC truncates its SDES
	"p10_ffmpeg_push_mjpeg_pcmu_udp rtp-jitter": true, // sends two blocks of audio at a time
	"p13_ffmpeg_push_g722_g726_udp rtp-jitter":  true,
	"m02_eight_clients_shared_ssrc rtp-loss":    true, // stale packets first, then a jump
	"q15_satip_vlc sender-clock-contradictory":  true, // its reports count at 8000 Hz, the packets at 90000
}

func TestFindingTypes(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range catalog.FindingTypes() {
		if seen[k.Code] {
			t.Errorf("%s is defined twice", k.Code)
		}
		seen[k.Code] = true
		if k.Title == "" || k.Cause == "" {
			t.Errorf("%s lacks a title or a cause", k.Code)
		}
		if strings.ToLower(k.Code) != k.Code || strings.ContainsAny(k.Code, " _") {
			t.Errorf("%s is not kebab-case", k.Code)
		}
	}
}
