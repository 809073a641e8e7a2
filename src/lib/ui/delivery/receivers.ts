/** Receivers of webhook requests that a browser may talk to: equal in what they do, each with nothing to install. */
export const RECEIVERS: readonly { readonly name: string; readonly code: string }[] = [
  { name: 'This repository', code: 'npm run receiver -- --port 3000' },
  {
    name: 'Node',
    code: `require('http').createServer((q, s) => {
  s.setHeader('Access-Control-Allow-Origin', '*');
  s.setHeader('Access-Control-Allow-Headers', 'content-type');
  if (q.method === 'OPTIONS') return s.writeHead(204).end();
  let body = '';
  q.setEncoding('utf8');
  q.on('data', (d) => (body += d)).on('end', () => { console.log(body); s.end(); });
}).listen(3000, '127.0.0.1');`
  },
  {
    name: 'Python',
    code: `from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class H(BaseHTTPRequestHandler):
    def head(self, code):
        self.send_response(code)
        self.send_header('Access-Control-Allow-Origin', '*')
        self.send_header('Access-Control-Allow-Headers', 'content-type')
        self.end_headers()
    def do_OPTIONS(self): self.head(204)
    def do_POST(self):
        print(self.rfile.read(int(self.headers['content-length'])).decode())
        self.head(200)
ThreadingHTTPServer(('127.0.0.1', 3000), H).serve_forever()`
  },
  {
    name: 'Go',
    code: `package main
import ("fmt"; "io"; "net/http")
func main() {
  http.ListenAndServe("127.0.0.1:3000", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
    w.Header().Set("Access-Control-Allow-Origin", "*")
    w.Header().Set("Access-Control-Allow-Headers", "content-type")
    if r.Method == "OPTIONS" { w.WriteHeader(204); return }
    b, _ := io.ReadAll(r.Body); fmt.Println(string(b))
  }))
}`
  },
  {
    name: 'Ruby',
    code: `require 'socket'
$stdout.sync = true
Socket.tcp_server_loop('127.0.0.1', 3000) do |s|
  Thread.new do
    verb, length = s.gets.to_s.split.first, 0
    while (line = s.gets.to_s.chomp) != ''
      length = line[/\\d+/].to_i if line =~ /^content-length:/i
    end
    puts s.read(length) if verb == 'POST'
    s.write "HTTP/1.1 #{verb == 'OPTIONS' ? '204 No Content' : '200 OK'}\\r\\nConnection: close\\r\\n" \\
      "Access-Control-Allow-Origin: *\\r\\nAccess-Control-Allow-Headers: content-type\\r\\n\\r\\n"
    s.close
  end
end`
  },
  {
    name: 'curl, for one request without a browser',
    code: `curl -X POST -H 'content-type: application/json' http://127.0.0.1:3000/ --data '{"payload": [], "length": 0}'`
  }
];
