// A foreign referee: Go's sumdb/note and sumdb/tlog judge what this product signs, proves and
// publishes. It reads one JSON array of cases and answers each with what it found, or with an error.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Kind      string
	Key       string
	Text      string
	Folder    string
	Size      int64
	Root      tlog.Hash
	First     int64
	FirstRoot tlog.Hash
	Leaf      tlog.Hash
	Index     int64
	Path      []tlog.Hash
}

type answer struct {
	Error string
	Text  string      `json:",omitempty"`
	Proof []tlog.Hash `json:",omitempty"`
	Size  int64       `json:",omitempty"`
}

func main() {
	var asked []question
	if err := json.NewDecoder(bufio.NewReader(os.Stdin)).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	given := make([]answer, len(asked))
	for i, q := range asked {
		a, err := judge(q)
		if err != nil {
			a.Error = err.Error()
		}
		given[i] = a
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func judge(q question) (answer, error) {
	switch q.Kind {
	case "open":
		text, err := open(q.Text, q.Key)
		return answer{Text: text}, err
	case "sign":
		signer, err := note.NewSigner(q.Key)
		if err != nil {
			return answer{}, err
		}
		signed, err := note.Sign(&note.Note{Text: q.Text}, signer)
		return answer{Text: string(signed)}, err
	case "inclusion":
		return answer{}, tlog.CheckRecord(q.Path, q.Size, q.Root, q.Index, q.Leaf)
	case "consistency":
		return answer{}, tlog.CheckTree(q.Path, q.Size, q.Root, q.First, q.FirstRoot)
	case "tree":
		return tree(q)
	case "prove":
		return prove(q)
	}
	return answer{}, fmt.Errorf("no question %q", q.Kind)
}

func open(text, key string) (string, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return "", err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	return opened.Text, nil
}

// A folder of files in the layout of C2SP tlog-tiles, which is Go's without the height in the path.
type folder struct{ path string }

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(f.path, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, content)
	}
	return all, nil
}

// The head in the checkpoint of a folder, once its signature holds.
func head(q question) (tlog.Tree, error) {
	written, err := os.ReadFile(filepath.Join(q.Folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	text, err := open(string(written), q.Key)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("no root: %q", lines[2])
	}
	found := tlog.Tree{N: size}
	copy(found.Hash[:], root)
	return found, nil
}

// Every tile leads to the signed root, and every entry of every bundle has the hash of its leaf.
func tree(q question) (answer, error) {
	signed, err := head(q)
	if err != nil {
		return answer{}, err
	}
	reader := tlog.TileHashReader(signed, folder{q.Folder})
	var places []int64
	for n := int64(0); n < signed.N; n++ {
		places = append(places, tlog.StoredHashIndex(0, n))
	}
	leaves, err := reader.ReadHashes(places)
	if err != nil {
		return answer{}, err
	}
	for n := int64(0); n < signed.N; {
		entries, err := bundle(q.Folder, n/256, signed.N)
		if err != nil {
			return answer{}, err
		}
		for _, entry := range entries {
			if n >= signed.N || tlog.RecordHash(entry) != leaves[n] {
				return answer{}, fmt.Errorf("entry %d is not its leaf's", n)
			}
			n++
		}
	}
	return answer{Size: signed.N}, nil
}

func bundle(path string, number, size int64) ([][]byte, error) {
	width := size - number*256
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: 8, L: -1, N: number, W: int(width)}
	name := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	content, err := os.ReadFile(filepath.Join(path, name))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(content) > 0 {
		if len(content) < 2 || len(content)-2 < int(binary.BigEndian.Uint16(content)) {
			return nil, fmt.Errorf("%s ends within an entry", name)
		}
		length := int(binary.BigEndian.Uint16(content))
		entries = append(entries, content[2:2+length])
		content = content[2+length:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s holds %d entries, not %d", name, len(entries), width)
	}
	return entries, nil
}

// Go's own proofs from the same tiles: of a record (first < 0) or of a tree.
func prove(q question) (answer, error) {
	signed, err := head(q)
	if err != nil {
		return answer{}, err
	}
	reader := tlog.TileHashReader(signed, folder{q.Folder})
	if q.First < 0 {
		proof, err := tlog.ProveRecord(q.Size, q.Index, reader)
		return answer{Proof: proof}, err
	}
	proof, err := tlog.ProveTree(q.Size, q.First, reader)
	return answer{Proof: proof}, err
}
